"""Qualitative coding turned into something that can be questioned."""

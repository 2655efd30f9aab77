"""Poverty and inequality measures under a survey design."""

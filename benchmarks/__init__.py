"""Comparisons with peers (`bench_*`) and recorded simulations (`sizes_*`)."""

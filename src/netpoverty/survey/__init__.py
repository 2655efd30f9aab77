"""Design-based inference: weights, strata, clusters."""

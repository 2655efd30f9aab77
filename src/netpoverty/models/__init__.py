"""Estimators of the four papers, done as a referee would ask."""

"""Inference when the clusters can be counted on one hand."""

from netpoverty.models.few_clusters.design import cluster_design, cluster_design_from_formula
from netpoverty.models.few_clusters.inference import FewClusterInference, few_cluster_inference
from netpoverty.models.few_clusters.randomisation import RandomisationTest, randomise
from netpoverty.models.few_clusters.sandwich import cluster_covariance, satterthwaite_dof
from netpoverty.models.few_clusters.wild import WildBootstrap, smallest_p, wild_bootstrap

__all__ = [
    "FewClusterInference",
    "RandomisationTest",
    "WildBootstrap",
    "cluster_covariance",
    "cluster_design",
    "cluster_design_from_formula",
    "few_cluster_inference",
    "randomise",
    "satterthwaite_dof",
    "smallest_p",
    "wild_bootstrap",
]

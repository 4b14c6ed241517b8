"""Releases on Apache Spark, where one machine is not enough: the same recipes, the same rows."""

"""Releases on Apache Spark, where one machine is not enough: the same recipes, row for row the same answer."""

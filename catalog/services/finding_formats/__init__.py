"""Findings for people and for machines: text, JSON, SARIF and JUnit, each a pure function."""

"""Comparing results with a table: policies, errors in ulp, classes of failure, regions of inputs."""

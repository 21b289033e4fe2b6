"""The one correctly rounded answer for every input: rows, boundary values, and the sweep over all inputs."""

"""The course of a function: sign charts, breakpoints, extreme values, and cases of its parameters."""

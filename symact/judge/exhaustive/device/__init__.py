"""Judging results where a library computed them: counts cross from its device, and what they leave open."""

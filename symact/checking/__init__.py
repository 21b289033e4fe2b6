"""Replaying the evidence of a recorded sheet: every certificate and every conclusion is checked again."""

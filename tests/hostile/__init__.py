"""Texts that want to be more than text, and what their renderings are compared with."""

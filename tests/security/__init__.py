"""What is looked for by `make security`, and the report of what it found."""

"""What `campaign doctor` looks at, and what it says."""

"""What was published when."""

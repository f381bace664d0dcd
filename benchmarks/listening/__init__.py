"""What the benchmark of hearing is made of."""

"""What Planfolio costs in time and memory, beside Hugo on the same documents: `make bench`."""

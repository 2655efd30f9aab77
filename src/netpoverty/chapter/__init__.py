"""What a notebook imports to show something."""

"""Published, simulated and real data behind one door."""

"""What follows from a proposed change: what it bears on, touches and breaks."""

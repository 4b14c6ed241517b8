"""What differs between two versions of a text: in words, how much, and by which number it must show."""

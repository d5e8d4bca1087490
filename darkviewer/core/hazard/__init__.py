"""What each pixel of a sensor does in the dark, and what that means for lights."""

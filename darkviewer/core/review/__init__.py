"""Manual review: verdicts of persons, how they agree, and how well a person sees."""

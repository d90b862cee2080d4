"""Measures of the checks beyond truth: lines that would fit any story, answered questions, damaged texts."""

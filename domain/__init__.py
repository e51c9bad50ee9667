"""The vocabulary that extractors and validators share. It imports nothing of ours and does no input or output."""

"""From an edit to what readers see: propose, review, publish."""

"""The outlet for other people's pages: frames, pictures, badges, cards and the builder."""

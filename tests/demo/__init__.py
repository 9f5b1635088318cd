"""The replay of Drechtsteden 2015."""

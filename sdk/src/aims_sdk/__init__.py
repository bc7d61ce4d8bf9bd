"""What a program installs to work with OpenAIMS. Needs nothing but the standard library."""

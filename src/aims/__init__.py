"""OpenAIMS: an AI management system for ISO/IEC 42001 whose conformity is computed from live evidence."""

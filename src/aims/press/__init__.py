"""Paper: one content written as page, PDF, DOCX and XLSX, in either language or both."""

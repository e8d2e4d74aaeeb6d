"""Where knowledge comes from: documents, citations, grades of evidence."""

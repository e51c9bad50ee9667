"""Findings and facts as files: report.json, report.html, crops, batch.json and batch.csv. Writers only write."""

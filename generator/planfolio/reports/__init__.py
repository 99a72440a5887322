"""Reports: one value for everything a run found out, and the forms in which it can be written."""

from planfolio.reports.report import DocumentReport, Report, Summary

__all__ = ["DocumentReport", "Report", "Summary"]

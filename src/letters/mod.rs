//! The words of e-mails.

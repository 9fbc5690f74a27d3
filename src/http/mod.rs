//! HTTP/1.1 under rouille.

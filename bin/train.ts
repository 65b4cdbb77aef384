/** `tenfold train`. */

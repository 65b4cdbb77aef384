/** The prefix of temporary folders in which a job lies while it runs. */
export const temporaryPrefix = 'tenfold-xla-'

/** Imports the module it is given and ends: what remains of a start when nothing is started. */
await import(process.argv[2] ?? '')
// A module may keep the process alive, and nothing here needs an orderly end.
process.exit()

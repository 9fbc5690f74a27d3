// Svelte as it comes; the file is here because the checker looks for it.
export default {};

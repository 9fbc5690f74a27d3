/** A file, or a piece of one, as a data URL: so the server takes it. */
export const dataUrl = (of: Blob) =>
  new Promise<string>((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(of);
  });

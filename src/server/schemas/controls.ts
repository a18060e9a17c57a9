/** Text without control characters, U+0000–001F and 007F–009F; written so that it means the same to whoever reads the API's description. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
export const withoutControls = /^[^\u0000-\u001f\u007f-\u009f]*$/;

declare module 'heic-decode' {
  interface HeicImage {
    width: number
    height: number
    decode(): Promise<{ data: Uint8ClampedArray; width: number; height: number }>
  }
  const decodeHeic: { all(file: { buffer: Uint8Array }): Promise<HeicImage[]> }
  export default decodeHeic
}

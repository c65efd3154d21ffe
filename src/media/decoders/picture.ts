import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { MediaUnusable, type Decoded, type Picture } from '../decoded.ts'
import { sizeForModel } from './size.ts'

const mostPixels = 100_000_000
/** HEIC and BMP are unpacked in memory, four bytes a pixel; phones take pictures of 48 million. */
const mostUnpackedPixels = 50_000_000
const mostFrames = 4

// libvips picks its loader by itself: none but these, each of which recognise.ts has seen in the bytes.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'].map((loader) => `VipsForeignLoad${loader}`),
})

/** Writes a JPEG without any metadata, such as where it was taken. */
export async function writePicture(image: Sharp, path: string): Promise<Picture> {
  const { autoOrient } = await image.metadata()
  const { width, height, scale } = sizeForModel(autoOrient.width, autoOrient.height)
  const sized = scale < 1 ? image.autoOrient().resize({ width, height, fit: 'fill' }) : image.autoOrient()
  const written = await sized.flatten({ background: 'white' }).jpeg({ quality: 80 }).toFile(path)
  return { path: basename(path), width: written.width, height: written.height }
}

export async function decodePicture(path: string, format: string, prefix: string): Promise<Decoded> {
  if (format === 'HEIC') return one(await openHeic(path))
  if (format === 'BMP') return one(await openBmp(path))
  const options = { limitInputPixels: mostPixels, failOn: 'error' as const }
  const { pages = 1 } = await sharp(path, options).metadata()
  // The frames of an animation tell what happens in it; those of a sticker only move it.
  if (format !== 'GIF' || pages === 1) {
    const leftOut = format === 'TIFF' && pages > 1 ? `all but the first of its ${pages} pages` : undefined
    return { ...(await one(sharp(path, options))), leftOut }
  }

  const frames = Math.min(pages, mostFrames)
  const written: Picture[] = []
  for (let n = 0; n < frames; n++) {
    const page = Math.floor((n * pages) / frames)
    written.push(await writePicture(sharp(path, { ...options, page }), `${prefix}-${n + 1}.jpg`))
  }
  const leftOut = pages > frames ? `all but ${frames} of its ${pages} frames` : undefined
  return { kind: 'picture', format: 'animated GIF', pictures: written, leftOut }

  async function one(image: Sharp): Promise<Decoded> {
    return { kind: 'picture', format, pictures: [await writePicture(image, `${prefix}-1.jpg`)] }
  }
}

function raw(data: Uint8Array | Uint8ClampedArray, width: number, height: number): Sharp {
  return sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: mostUnpackedPixels })
}

/** sharp's own libvips cannot: HEVC is patented. libheif turns the picture upright by itself. */
async function openHeic(path: string): Promise<Sharp> {
  const { default: decodeHeic } = await import('heic-decode')
  const images = await decodeHeic.all({ buffer: await readFile(path) })
  const [first] = images
  if (first === undefined) throw new MediaUnusable('damaged')
  if (first.width * first.height > mostUnpackedPixels) throw new MediaUnusable('too-large')
  const { data, width, height } = await first.decode()
  return raw(data, width, height)
}

async function openBmp(path: string): Promise<Sharp> {
  const { createCanvas, loadImage } = await import('@napi-rs/canvas')
  const bytes = await readFile(path)
  // BITMAPINFOHEADER; a picture whose first row is on top has a negative height.
  if (Math.abs(bytes.readInt32LE(18) * bytes.readInt32LE(22)) > mostUnpackedPixels)
    throw new MediaUnusable('too-large')
  const image = await loadImage(bytes)
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  return raw(context.getImageData(0, 0, image.width, image.height).data, image.width, image.height)
}

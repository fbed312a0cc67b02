import { waitForPicture } from './picture.ts'
import { takeSignature } from './signature.ts'

waitForPicture()
takeSignature()

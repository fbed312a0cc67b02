import { endWhenOver } from './ends.ts'
import { waitForPicture } from './picture.ts'
import { offerPosting } from './post.ts'
import { offerShareSheet } from './share-sheet.ts'
import { takeSignature } from './signature.ts'
import { tellWhenOffline } from './weather.ts'

endWhenOver()
tellWhenOffline()
waitForPicture()
offerPosting()
offerShareSheet()
takeSignature()

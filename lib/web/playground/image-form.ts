import type { ApiRequest } from './api-client.ts';
import { fieldFile, fieldText } from './form-values.ts';
import { IMAGE_PARAMETERS, imageRequest } from './image-request.ts';

/** The request that the image form asks for, its files read. Rejects as `imageRequest` throws. */
export async function readImageForm(data: FormData, model: string): Promise<ApiRequest> {
  return imageRequest({
    prompt: fieldText(data, 'prompt'),
    model,
    metadata: fieldText(data, 'metadata'),
    parameters: Object.fromEntries(Object.keys(IMAGE_PARAMETERS).map((name) => [name, fieldText(data, name)])),
    picture: await fieldFile(data, 'picture'),
    mask: await fieldFile(data, 'mask'),
    maskFileId: fieldText(data, 'mask_file_id'),
  });
}

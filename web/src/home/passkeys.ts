import { api, ApiError, type Me, type Passkey } from './api'

interface Question<T> {
  id: string
  options: T
}

/** Whether this browser, at this address, can use passkeys. */
export function canUsePasskeys(): boolean {
  return window.isSecureContext && 'PublicKeyCredential' in window
}

/** Make a passkey with this device and have the server keep it. Raises `ApiError`; null when the person gave up. */
export async function makePasskey(name: string): Promise<Passkey | null> {
  const { id, options } = await api<Question<PublicKeyCredentialCreationOptionsJSON>>('POST', '/api/me/passkeys/options', {})
  const publicKey: PublicKeyCredentialCreationOptions = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map(described),
  } as unknown as PublicKeyCredentialCreationOptions
  const made = await asked(() => navigator.credentials.create({ publicKey }))
  if (made === null) return null
  const response = made.response as AuthenticatorAttestationResponse
  const credential = {
    ...common(made),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  }
  return api('POST', '/api/me/passkeys', { id, credential, name })
}

/** Sign in with a passkey. Raises `ApiError`; null when the person gave up. */
export async function signInWithPasskey(): Promise<Me | null> {
  const { id, options } = await api<Question<PublicKeyCredentialRequestOptionsJSON>>('POST', '/api/sign-in/passkey/options', {})
  const publicKey: PublicKeyCredentialRequestOptions = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map(described),
  } as unknown as PublicKeyCredentialRequestOptions
  const found = await asked(() => navigator.credentials.get({ publicKey }))
  if (found === null) return null
  const response = found.response as AuthenticatorAssertionResponse
  const credential = {
    ...common(found),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle === null ? null : text(response.userHandle),
    },
  }
  return api('POST', '/api/sign-in/passkey', { id, credential })
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await ask()) as PublicKeyCredential | null
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
    // Browsers say the same whether the person said no or there was no passkey.
    if (error.name === 'NotAllowedError' || error.name === 'AbortError') return null
    throw new ApiError(0, error.name === 'InvalidStateError' ? 'passkey_known' : 'passkey_failed', error.message)
  }
}

function common(credential: PublicKeyCredential) {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment,
  }
}

function described(each: PublicKeyCredentialDescriptorJSON) {
  return { ...each, id: bytes(each.id) }
}

/** Base64url, as the server writes binary. */
export function bytes(written: string): Uint8Array<ArrayBuffer> {
  const plain = atob(written.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0))
}

export function text(buffer: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(buffer))
  return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

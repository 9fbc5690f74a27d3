/* What wine 8 lacks and every Windows has: random numbers, where Rust looks for them. Only for trying the Windows
   program out under wine; it isn't part of what a salon gets. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) {
    return RtlGenRandom(bytes, (ULONG)count);
}

using Microsoft.AspNetCore.Http;

namespace Cloakroom;

/// <summary>What the framework throws at a form that somebody has spoilt: each is a fault of the one who sent it, and none of ours.</summary>
internal static class UnreadableForm
{
    /// <summary>
    /// InvalidDataException: it breaks a limit or has no end. NotSupportedException: a part says that it is in UTF-7. IOException, of which
    /// <see cref="BadHttpRequestException"/> is one: the body is too large, too slow, or was broken off.
    /// </summary>
    public static bool Is(Exception thrown) => thrown is InvalidDataException or NotSupportedException or IOException;
}

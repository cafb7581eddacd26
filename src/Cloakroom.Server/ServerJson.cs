using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cloakroom.Server;

/// <summary>How the server writes its JSON; the shapes that it shares with the library look the same there.</summary>
internal static class ServerJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Default };
}

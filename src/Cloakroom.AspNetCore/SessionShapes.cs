using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cloakroom;

/// <summary>Writes the JSON shapes of the contract, by code that is made when the library is built: nothing is looked at by reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(UserAndSessionJson))]
[JsonSerializable(typeof(TokensJson))]
[JsonSerializable(typeof(ListedSessionJson[]))]
[JsonSerializable(typeof(Refusal.ProblemJson))]
[JsonSerializable(typeof(CsrfEndpoint.CsrfJson))]
[JsonSerializable(typeof(IntrospectionEndpoint.IntrospectionJson))]
internal sealed partial class SessionShapes : JsonSerializerContext;

using System.Globalization;
using System.Security.Cryptography;

namespace Cloakroom.Tests.Cookies.Jar.Fuzz;

/// <summary>The seed of a run: CLOAKROOM_SEED, or a new one, which the test prints so that the run can be repeated.</summary>
internal static class ChosenSeed
{
    public static ulong Take() =>
        ulong.TryParse(Environment.GetEnvironmentVariable("CLOAKROOM_SEED"), CultureInfo.InvariantCulture, out ulong seed)
            ? seed : (ulong)RandomNumberGenerator.GetInt32(int.MaxValue);
}

namespace Cloakroom.ServerTests.Cookies;

/// <summary>Choosing at random.</summary>
internal static class Choice
{
    public static T Of<T>(this Numbers numbers, params ReadOnlySpan<T> things) => things[numbers.Below(things.Length)];

    public static bool Chance(this Numbers numbers, int percent) => numbers.Below(100) < percent;
}

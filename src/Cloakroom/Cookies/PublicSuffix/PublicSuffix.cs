using System.Runtime.InteropServices;

namespace Cloakroom.Cookies;

/// <summary>What the list says about a host.</summary>
/// <param name="Length">Characters of the public suffix, counted from the end of the host.</param>
/// <param name="Section">Who says so.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PublicSuffix(int Length, PublicSuffixSection Section);

/// <summary>The part of the list that a rule stands in.</summary>
public enum PublicSuffixSection
{
    /// <summary>In none: the last label counts as the suffix (the default rule <c>*</c>).</summary>
    None = 0,

    /// <summary>Delegated by a registry: <c>com</c>, <c>co.uk</c>.</summary>
    Icann = 1,

    /// <summary>Handed in by an owner whose customers get names under it: <c>vercel.app</c>, <c>fly.dev</c>. For cookies it counts the same.</summary>
    Private = 2,
}

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Cloakroom.Tests.Conventions;

/// <summary>Prints what an assembly offers to others: types and members in a fixed order, nearly as C# declares them.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Head(type)).Append('\n');
            foreach (string member in Members(type))
            {
                text.Append("    ").Append(member).Append('\n');
            }

            text.Append('\n');
        }

        return text.Length == 0 ? "Nothing is public.\n" : text.ToString(0, text.Length - 1);
    }

    private static string Head(Type type)
    {
        bool record = type.GetMethod("<Clone>$") is not null || type.GetMethod("PrintMembers", Declared) is not null;
        string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface"
            : type.IsSubclassOf(typeof(Delegate)) ? "delegate"
            : (record ? "record " : "") + (type.IsValueType ? "struct" : "class");
        string modifiers = type.IsValueType || type.IsInterface ? "" : type is { IsAbstract: true, IsSealed: true } ? "static "
            : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        if (type.IsByRefLike)
        {
            modifiers = "ref ";
        }

        string[] parents = [.. Parents(type)];
        return $"{modifiers}{kind} {type.Namespace}.{ApiName.Of(type)}{(parents.Length == 0 ? "" : " : " + string.Join(", ", parents))}";
    }

    private static IEnumerable<string> Parents(Type type)
    {
        if (type.IsEnum || type.IsSubclassOf(typeof(Delegate)))
        {
            yield break;
        }

        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
        {
            yield return ApiName.Of(parent);
        }

        IEnumerable<Type> inherited = (type.BaseType?.GetInterfaces() ?? []).Concat(type.GetInterfaces().SelectMany(i => i.GetInterfaces()));
        foreach (Type one in type.GetInterfaces().Except(inherited).Where(i => i.Name != "IEquatable`1").OrderBy(i => i.FullName, StringComparer.Ordinal))
        {
            yield return ApiName.Of(one);
        }
    }

    private static IEnumerable<string> Members(Type type) => type.IsEnum
        ? Enum.GetValues(type).Cast<Enum>().Select(value => $"{value} = {value:D}")
        : type.GetMembers(Declared).Where(m => !m.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
            .Select(m => (Rank: Rank(m), m.Name, Text: Member(type, m))).Where(m => m.Text is not null)
            .OrderBy(m => m.Rank).ThenBy(m => m.Name, StringComparer.Ordinal).ThenBy(m => m.Text, StringComparer.Ordinal).Select(m => m.Text!);

    private static int Rank(MemberInfo member) => member switch { FieldInfo => 1, ConstructorInfo => 2, PropertyInfo => 3, EventInfo => 4, _ => 5 };

    private static string? Member(Type type, MemberInfo member) => member switch
    {
        ConstructorInfo made when IsVisible(made) => $"{Access(made)}{type.Name.Split('`')[0]}({ApiName.Parameters(made)})",
        MethodInfo method when IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) =>
            ApiName.Method(method, Access(method)),
        PropertyInfo property when Accessors(property).Any() => ApiName.Property(property, Access(Accessors(property).First()), Accessors(property)),
        FieldInfo field when field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly => ApiName.Field(field),
        EventInfo raised when raised.AddMethod is { } add && IsVisible(add) => $"{Access(add)}event {ApiName.Of(raised.EventHandlerType!)} {raised.Name}",
        _ => null,
    };

    private static IEnumerable<MethodInfo> Accessors(PropertyInfo property) => property.GetAccessors(nonPublic: true).Where(IsVisible);

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) =>
        (method.IsPublic ? "" : "protected ") + (method.IsStatic ? "static " : "")
        + (method.DeclaringType is { IsInterface: false } && method is MethodInfo { IsVirtual: true, IsFinal: false } m
            ? m.IsAbstract ? "abstract " : m.GetBaseDefinition() != m ? "override " : "virtual " : "");
}
